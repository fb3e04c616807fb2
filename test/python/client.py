"""A client of the wire contract, as people write them: one socket, one dict that every request leaks its keys into,
and a single recv for each reply. It runs every message of the contract against a server and checks the results.

usage: client.py PORT
"""
import hashlib
import json
import os
import socket
import struct
import sys

PORT = int(sys.argv[1])


class Client:
    def __init__(self):
        self.sock = socket.create_connection(('127.0.0.1', PORT), timeout=30)
        self.dic = {}  # shared by all requests, so that stale keys leak

    def request(self, **keys):
        self.dic.update(keys)
        data = json.dumps(self.dic).encode('utf-8')
        self.sock.send(struct.pack('i', len(data)))
        self.sock.send(data)

    def reply(self):
        head = self.sock.recv(4)
        length = struct.unpack('i', head)[0]
        back = json.loads(self.sock.recv(length).decode('utf-8'))
        assert back['flag'] in (True, False), back
        assert back['msg'], back
        assert (back['code'] == 0) == back['flag'] or isinstance(back['code'], str), back
        return back

    def ask(self, **keys):
        self.request(**keys)
        return self.reply()

    def film(self, size):
        got = b''
        while len(got) < size:
            got += self.sock.recv(min(1024, size - len(got)))
        return got

    def close(self):
        self.sock.close()


def md5(text):
    return hashlib.md5(text.encode('utf-8')).hexdigest()


def sampled_md5(film):
    m = hashlib.md5()
    size = len(film)
    if size < 10:
        m.update(film)
        return m.hexdigest()
    for offset in (0, size // 3, (size // 3) * 2, size - 10):
        m.update(film[offset:offset + 10])
    return m.hexdigest()


def check(what, is_true):
    if not is_true:
        raise AssertionError(what)
    print('ok', what)


def upload(client, name, film, is_free):
    client.request(type='upload_movie', file_name=name, file_size=len(film), file_md5=sampled_md5(film), is_free=is_free)
    for at in range(0, len(film), 1024):
        client.sock.sendall(film[at:at + 1024])
    return client.reply()


pattern = bytes(i % 251 for i in range(100))
check('sampled md5 of 10 bytes', sampled_md5(pattern[:10]) == '4cb000ec1c3f2f9afd07d840f6ad01d7')
check('sampled md5 of 100 bytes', sampled_md5(pattern) == '5e85b36651664c0e0fd922a26594cdf0')

film = os.urandom(1234567)
paid = os.urandom(5)

admin = Client()
back = admin.ask(type='get_movie_list', movie_type='all', user_id=1, lang='zh')
check('who is not logged in is told so', (back['flag'], back['code'], back['msg']) == (False, 'NOT_LOGGED_IN', '请先登录'))
del admin.dic['lang']
check('register the first admin', admin.ask(type='register', name='admin', password=md5('123'), user_type='admin')['flag'])
check('a name is taken', admin.ask(name='ADMIN')['code'] == 'NAME_TAKEN')
check('a second admin is refused', admin.ask(name='admin2')['flag'] is False)
back = admin.ask(type='login', name='admin')
check('login as admin', back['flag'] and back['user_id'] > 0 and back['is_vip'] == 0 and back['notice'] == [])
admin.dic['session'] = back['session']
check('a type that there is not', admin.ask(type='dance')['code'] == 'UNKNOWN_TYPE')
check('check_movie: not there yet', admin.ask(type='check_movie', file_md5=sampled_md5(film))['flag'] is True)
back = upload(admin, '教父.mp4', film, 1)
check('upload_movie, free', back['flag'])
film_id = back['movie_id']
check('check_movie: it is there', admin.ask(type='check_movie', file_md5=sampled_md5(film))['flag'] is False)
paid_id = upload(admin, 'paid', paid, 0)['movie_id']
back = admin.ask(type='get_movie_list', movie_type='all')
check('get_movie_list as admin', back['movie_list'] == [['教父.mp4', '免费', film_id], ['paid', '收费', paid_id]])
check('release_notice', admin.ask(type='release_notice', title='标题', content='内容')['flag'])
check('release_notice again', admin.ask(title='second', content='two')['flag'])

user = Client()
check('register a user', user.ask(type='register', name='小明', password=md5('abc'), user_type='user')['flag'])
check('login with a wrong password', user.ask(type='login', password=md5('abd'))['code'] == 'BAD_LOGIN')
back = user.ask(password=md5('abc'))
notices = [{'title': 'second', 'content': 'two'}, {'title': '标题', 'content': '内容'}]
check('login as user, with the newest notices', back['flag'] and back['notice'] == notices)
user.dic['session'] = back['session']
check('an admin message is refused', user.ask(type='delete_movie', delete_movie_id=film_id)['flag'] is False)
check('check_notice', user.ask(type='check_notice')['notice_list'] == notices)
check('free films', user.ask(type='get_movie_list', movie_type='free')['movie_list'] == [['教父.mp4', '免费', film_id]])
check('charged films', user.ask(movie_type='charge')['movie_list'] == [['paid', '收费', paid_id]])
check('no downloads yet', user.ask(type='check_download_record')['record_list'] == [])
back = user.ask(type='download_movie', movie_id=film_id, movie_type='free')
check('download_movie waits for who is no VIP', back['flag'] and back['wait_time'] == 0.2)
check('download_movie', back['file_name'] == '教父.mp4' and back['file_size'] == len(film))
check('the film is the film', user.film(len(film)) == film and back['file_md5'] == sampled_md5(film))
check('buy_vip', user.ask(type='buy_vip')['is_vip'] == 1)
back = user.ask(type='download_movie', movie_id=paid_id, movie_type='charge')
check('download_movie as VIP', back['wait_time'] == 0 and user.film(back['file_size']) == paid)
check('check_download_record', user.ask(type='check_download_record')['record_list'] == ['paid', '教父.mp4'])
check('login again says VIP', user.ask(type='login')['is_vip'] == 1)

check('delete_movie', admin.ask(type='delete_movie', delete_movie_id=film_id)['flag'])
check('delete_movie again', admin.ask(delete_movie_id=film_id)['code'] == 'NO_SUCH_MOVIE')
check('check_movie after it', admin.ask(type='check_movie', file_md5=sampled_md5(film))['flag'] is True)
check('the same film again', upload(admin, 'again', film, 1)['flag'])
check('logout', admin.ask(type='logout')['flag'])
check('a session ends with logout', admin.ask(type='check_notice')['code'] == 'NOT_LOGGED_IN')
admin.close()
user.close()
print('done')
